import { catalogue } from '@/i18n'

export const words = catalogue({
  template: ['套用模板', 'Begin from a template'],
  choose: ['选择模板…', 'Choose a template…'],
  left: ['请补全花括号中的内容：{slots}', 'Fill in what stands in braces: {slots}'],
})
