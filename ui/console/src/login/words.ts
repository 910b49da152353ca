import { catalogue } from '@/i18n'

export const words = catalogue({
  title: ['登录经纬工作台', 'Log in to Jingwei'],
  name: ['用户名', 'Name'],
  password: ['密码', 'Password'],
  enter: ['登录', 'Log in'],
  entering: ['正在登录…', 'Logging in…'],
  again: ['登录已过期', 'Your session has ended'],
  again_lead: ['请重新登录。页面和已填内容都还在，登录后自动继续。', 'Log in again. The page and what you typed are kept; it goes on by itself.'],
  not_now: ['暂不登录', 'Not now'],
  both: ['请填写用户名和密码', 'Give both name and password'],
  motto: ['一网统管，事事有回音', 'One network; every report is answered'],
  forgotten: ['忘记密码？请联系本单位管理员重设。', 'Forgotten it? Ask your administrator for a new one.'],
})
