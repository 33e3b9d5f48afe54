// Runs before the first paint: the theme that was chosen, else the system's.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = localStorage.getItem('bidline.theme');
    document.documentElement.dataset.theme = chosen ?? (system.matches ? 'dark' : 'light');
    if (localStorage.getItem('bidline.nav') === 'narrow') document.documentElement.dataset.nav = 'narrow';
    document.dispatchEvent(new Event('bidline:theme'));
  };
  system.addEventListener('change', apply);
  window.bidlineTheme = {
    flip() {
      localStorage.setItem('bidline.theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
      apply();
    },
  };
  apply();
})();
