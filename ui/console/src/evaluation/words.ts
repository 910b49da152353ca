import { catalogue } from '@/i18n'

export const words = catalogue({
  light_green: ['达标', 'Good'],
  light_yellow: ['预警', 'Watch'],
  light_red: ['不达标', 'Short'],
})
