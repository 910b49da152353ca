// A picture on its way into the queue: drawn anew at a size that a bad line can carry, which also drops what the camera wrote into it.

/** The longer side at most, in pixels: a number plate at ten metres is still read. */
const MOST_PIXELS = 1920
const QUALITY = 0.82

/** The most pictures of one record. */
export const MOST_PHOTOS = 6

/** The picture as JPEG. Throws when it is none. */
export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/jpeg', QUALITY)
  })
  if (!blob) throw new Error('the picture could not be written')
  return blob.arrayBuffer()
}
