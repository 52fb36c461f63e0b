// The API's reference: Swagger UI with the OpenAPI document of this page's own directory.
// A classic script, because the page is also read at the API's own address, where /static is another origin.
(async () => {
  const base = location.pathname.replace(/\/docs\/?$/, "");
  const answer = await fetch(`${base}/openapi.json`);
  const spec = await answer.json();
  spec.servers = [{ url: base.replace(/\/api(\/v1)?$/, "") || "/" }];
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark-mode", isDark);
  window.SwaggerUIBundle({
    spec,
    domNode: document.getElementById("reference"),
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
  });
})();
