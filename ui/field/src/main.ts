// The phone's page begins: theme and words before the first paint, then the service worker, then the screens.

import { createApp } from 'vue'
import App from '@/App.vue'
import { dress } from '@/device/theme'
import { worker } from '@/device/worker'
import { speak } from '@/words'
import '@/theme/tokens.css'
import '@/theme/base.css'

dress()
speak()
createApp(App).mount('#app')
worker()
