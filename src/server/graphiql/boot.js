// Starts the explorer in the browser. Served as it is, so it is plain JavaScript without imports.
{
  const config = JSON.parse(document.getElementById('explorer-config').textContent);
  const url = new URL(location.href);

  globalThis.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (_moduleId, label) => config.workers[label],
  };

  // An own prefix: every GraphiQL on the same host and port would otherwise share its tabs with this one.
  const prefix = 'paynow-graphql:';
  const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const storage = {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => {
      for (const key of ownKeys()) localStorage.removeItem(key);
    },
    get length() {
      return ownKeys().length;
    },
  };

  // Headers are never stored. So that a key or token is typed once per visit and not once per tab,
  // a tab whose own is still empty borrows the last one used on this page.
  let lastAuthorization;
  const withKey = (headers) => {
    const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
    if (name === undefined) return headers;
    if (!/^(?:apikey|bearer)\s*$/i.test(String(headers[name]))) {
      lastAuthorization = headers[name];
      return headers;
    }
    return lastAuthorization === undefined ? headers : { ...headers, [name]: lastAuthorization };
  };

  // Just after a change of tabs the editor may still name the operation of the tab before.
  const withOwnName = ({ query, variables, operationName }) => {
    const isOwn = operationName && new RegExp(`\\b${operationName}\\b`).test(query);
    return isOwn ? { query, variables, operationName } : { query, variables };
  };

  const fetcher = async (operation, options) => {
    const response = await fetch(url.pathname, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...withKey(options?.headers ?? {}),
      },
      body: JSON.stringify(withOwnName(operation)),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `The answer is not JSON (HTTP ${response.status}): ${text.slice(0, 500)}` }] };
    }
  };

  // The documentation would show the next type as far down as the last one was scrolled.
  const showBeginning = ({ target }) => {
    const panel = target.closest('.graphiql-doc-explorer a')?.closest('.graphiql-plugin');
    if (panel) requestAnimationFrame(() => panel.scrollTo(0, 0));
  };
  // Captured, since the link is gone once the editor has seen the click.
  addEventListener('click', showBeginning, { capture: true });

  // The editor starts from `query` and `variables` alone, even when it restores tabs: given none, it would open an
  // empty tab beside them. So they name the tab to show: the one in the address, else the last one used, else the first.
  const readStoredTab = () => {
    try {
      const { tabs, activeTabIndex } = JSON.parse(storage.getItem('graphiql:tabState'));
      return tabs[activeTabIndex];
    } catch {
      return undefined;
    }
  };
  const readAddressedTab = () => {
    const query = url.searchParams.get('query');
    if (!query) return undefined;
    const known = config.tabs.find((tab) => tab.query === query);
    return { query, variables: url.searchParams.get('variables') ?? known?.variables };
  };
  const start = readAddressedTab() ?? readStoredTab() ?? config.tabs[0];

  globalThis.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    title: config.title,
    logo: config.logo,
    fetcher,
    storage,
    query: start.query ?? '',
    variables: start.variables ?? '',
    headers: config.headers,
    defaultTabs: [start, ...config.tabs.filter((tab) => tab.query !== start.query)],
    shouldPersistHeaders: false,
  });
}
