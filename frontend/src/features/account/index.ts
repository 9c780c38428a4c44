export { AccountPage } from "./AccountPage";
export { TimesPage } from "./times/TimesPage";
