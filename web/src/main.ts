import { mount } from 'svelte'
import App from './app.svelte'
import './styles/tokens.css'
import './styles/base.css'
import { startTheme } from './shell/theme.svelte.js'

startTheme()
mount(App, { target: document.getElementById('app')! })
