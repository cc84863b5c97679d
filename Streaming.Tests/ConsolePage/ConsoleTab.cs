using Microsoft.Playwright;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

/// <summary>Short helper methods for the console in a browser tab.</summary>
internal static class ConsoleTab
{
    public const int PhoneWidth = 390, PhoneHeight = 844;

    /// <summary>All sections, by their names in the address.</summary>
    public static readonly IReadOnlyList<string> Sections =
    [
        "overview", "topics", "rooms", "connections", "jobs", "schedules", "workers", "tasks", "webhooks", "limits", "nodes", "audit",
    ];

    /// <summary>Opens the console at a place, such as <c>topics/news</c>.</summary>
    public static Task<OpenPage> OpenConsoleAsync(
        this Browser browser, Uri address, string place, Action<BrowserNewContextOptions>? configure = null, string prefix = "") =>
        browser.OpenAsync(address, configure, $"{prefix}/console/#/{place}");

    /// <summary>Moves an open console to another place.</summary>
    public static Task GoAsync(this OpenPage page, string place) =>
        page.Tab.EvaluateAsync("place => { location.hash = `#/${place}`; }", place).OrTimeout();

    /// <summary>Waits until the section has its title.</summary>
    public static Task TitleIsAsync(this OpenPage page, string title) =>
        page.Tab.Locator($"#view h1:text-is(\"{title}\")").WaitForAsync().OrTimeout();

    /// <summary>Waits until the section shows its data, or that there is none.</summary>
    public static Task ShowsDataAsync(this OpenPage page) =>
        page.Tab.Locator("#view :is(tbody tr, .facts, .plot-image, .empty) >> visible=true").First.WaitForAsync().OrTimeout();

    /// <summary>Clicks a button of the section by the name of its action.</summary>
    public static Task ActAsync(this OpenPage page, string action) =>
        page.Tab.Locator($"#view button[data-act={action}]").First.ClickAsync().OrTimeout();

    /// <summary>Agrees in the dialog that asks before something that cannot be undone.</summary>
    public static Task AgreeAsync(this OpenPage page) => page.Id("confirm-yes").ClickAsync().OrTimeout();

    /// <summary>Waits for the news about an action.</summary>
    public static Task NewsAsync(this OpenPage page, string text) => page.SeesAsync(".toast", text);

    /// <summary>Returns the row of a table with this key.</summary>
    public static ILocator Row(this OpenPage page, string key) => page.Tab.Locator($"#view tr[data-key=\"{key}\"]");

    public static void Phone(BrowserNewContextOptions options) =>
        options.ViewportSize = new ViewportSize { Width = PhoneWidth, Height = PhoneHeight };
}
