// The staff console of Jingwei.

import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { dress } from './theme'
import { onlyOurWorkers } from './trusted'
import './theme/kit.css'
import './theme/tokens.css'
import './theme/base.css'

dress()
onlyOurWorkers(import.meta.env.BASE_URL)
createApp(App).use(createPinia()).use(router).mount('#app')
