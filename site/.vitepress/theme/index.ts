import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import LockTable from "./LockTable.vue";
import Playground from "./Playground.vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("LockTable", LockTable);
    app.component("Playground", Playground);
  },
} satisfies Theme;
