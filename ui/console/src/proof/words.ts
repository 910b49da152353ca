import { catalogue } from '@/i18n'

export const words = catalogue({
  verify: ['验证', 'Verify'],
  verifying: ['正在验证…', 'Verifying…'],
  index: ['台账第 {index} 条', 'Ledger entry {index}'],
  proven: ['已证明：该条目在台账中，未被改动', 'Proven: this entry is in the ledger, unchanged'],
  false_proof: ['验证失败：证明与台账的根不符，请立即告知审计员', 'It does not hold: the proof does not lead to the root. Tell the auditor at once'],
  unreadable: ['证明文件无法读取', 'The proof file cannot be read'],
  recorded: ['记录时间 {at}', 'Recorded {at}'],
  tree: ['台账共 {size} 条，根 {root}', 'The ledger holds {size} entries; root {root}'],
  signed: ['签名有效（{name}）', 'The signature is good ({name})'],
  bad_signature: ['签名与所填公钥不符', 'The signature is not by the key given'],
  no_key: ['未核对签名：尚未填写本市台账公钥', 'The signature was not checked: no public key of the ledger is known here'],
  cannot_sign: ['此浏览器不能核对 Ed25519 签名，请用命令行核对', 'This browser cannot check Ed25519 signatures; use the command line'],
  key: ['台账公钥', 'Public key of the ledger'],
  key_hint: ['向审计员或从公开渠道取得，形如 名称+编号+公钥', 'From the auditor or where it is published: name+id+key'],
  bad_key: ['公钥格式不对', 'That is no public key of this form'],
  download: ['下载证明', 'Download the proof'],
  how: ['在本机浏览器中计算，不依赖服务器的判断', 'Computed in this browser, not at the server’s word'],
})
