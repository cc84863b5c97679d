using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Checks a page for faults that would keep users of a keyboard or a screen reader from using it.</summary>
internal static class Accessibility
{
    // Names, landmarks, ids, references between elements, and the order of headings.
    private const string Script =
        """
        () => {
          const faults = [];
          const named = e => e.labels?.length || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim();
          for (const field of document.querySelectorAll('input:not([type=hidden]), textarea, select')) {
            if (!field.labels?.length && !field.getAttribute('aria-label')) faults.push(`no label: #${field.id}`);
          }
          for (const each of document.querySelectorAll('button, a[href], [role=log], nav')) if (!named(each)) faults.push(`no name: ${each.outerHTML}`);
          for (const image of document.querySelectorAll('img:not([alt])')) faults.push(`no alt: ${image.src}`);
          for (const name of ['header', 'nav', 'main', 'footer']) if (!document.querySelector(name)) faults.push(`no landmark: ${name}`);
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          for (const id of ids.filter((id, i) => ids.indexOf(id) !== i)) faults.push(`id twice: ${id}`);
          for (const name of ['aria-labelledby', 'aria-describedby', 'for', 'list']) {
            for (const e of document.querySelectorAll(`[${name}]`)) {
              for (const id of e.getAttribute(name).split(' ')) if (!document.getElementById(id)) faults.push(`${name} points nowhere: ${id}`);
            }
          }
          const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]));
          if (levels.filter(level => level === 1).length !== 1) faults.push('not just one h1');
          levels.forEach((level, i) => { if (i > 0 && level > levels[i - 1] + 1) faults.push(`a heading level is left out before heading ${i + 1}`); });
          if (!document.documentElement.lang) faults.push('no language');
          return faults;
        }
        """;

    // Reports violations of the rules of the program axe, which is not part of this project.
    private const string RunAxe =
        """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
          .violations.map(each => `${each.id}: ${each.nodes[0].html}`)
        """;

    /// <summary>
    /// Returns the faults of the page. If the environment variable <c>STREAMING_AXE</c> has the path of the script
    /// <c>axe.min.js</c> (package axe-core on npm), its findings are returned too.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(OpenPage page)
    {
        var faults = await page.Tab.EvaluateAsync<string[]>(Script).OrTimeout();
        if (Environment.GetEnvironmentVariable("STREAMING_AXE") is not { Length: > 0 } axe)
            return faults;
        await page.Tab.EvaluateAsync(await File.ReadAllTextAsync(axe)).OrTimeout();
        return [.. faults, .. await page.Tab.EvaluateAsync<string[]>(RunAxe).OrTimeout()];
    }
}
