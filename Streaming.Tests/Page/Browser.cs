using Microsoft.Playwright;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>One Chromium process for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
            return;
        _playwright = await Playwright.CreateAsync().OrTimeout();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = s_arguments }).OrTimeout();
    }

    /// <summary>Opens the page in a new browser profile.</summary>
    /// <param name="address">The address of the server.</param>
    /// <param name="configure">Changes the options of the profile.</param>
    /// <param name="path">The path of the page.</param>
    /// <param name="script">A script that runs in each tab before the page's own scripts.</param>
    public async Task<OpenPage> OpenAsync(
        Uri address, Action<BrowserNewContextOptions>? configure = null, string path = "/", string? script = null)
    {
        if (_browser is null)
            throw new FileNotFoundException(Chromium.HowToGetIt);
        var options = new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            AcceptDownloads = true,
            ReducedMotion = ReducedMotion.Reduce
        };
        configure?.Invoke(options);
        var context = await _browser.NewContextAsync(options).OrTimeout();
        context.SetDefaultTimeout((float)TestTimeout.Limit.TotalMilliseconds);
        if (script is not null)
            await context.AddInitScriptAsync(script).OrTimeout();
        return await OpenPage.InAsync(context, path);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync().OrTimeout();
        _playwright?.Dispose();
    }
}
