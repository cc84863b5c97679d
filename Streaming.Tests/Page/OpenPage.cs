using System.Collections.Concurrent;
using Microsoft.Playwright;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>The page in a tab, with what went wrong in it and what it asked of whom.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<Uri> _requests = new();

    private OpenPage(IBrowserContext context, IPage tab)
    {
        _context = context;
        Tab = tab;
        tab.PageError += (_, error) => _errors.Enqueue(error);
        tab.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _errors.Enqueue(message.Text);
        };
        tab.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        tab.WebSocket += (_, socket) => _requests.Enqueue(new Uri(socket.Url));
    }

    public IPage Tab { get; }

    /// <summary>What the console said as an error or a warning, and errors that nobody caught.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Every address that the page asked, those of WebSockets too.</summary>
    public IReadOnlyCollection<Uri> Requests => _requests;

    /// <summary>Opens a tab; <c>DisposeAsync</c> closes the context with all of its tabs.</summary>
    public static async Task<OpenPage> InAsync(IBrowserContext context, string path = "/")
    {
        var page = new OpenPage(context, await context.NewPageAsync().OrTimeout());
        await page.Tab.GotoAsync(path).OrTimeout();
        return page;
    }

    /// <summary>Opens another tab of the same browser.</summary>
    public Task<OpenPage> OpenTabAsync(string path = "/") => InAsync(_context, path);

    /// <summary>Closes this tab alone.</summary>
    public Task CloseTabAsync() => Tab.CloseAsync().OrTimeout();

    /// <summary>Takes the network away from the tabs, or gives it back.</summary>
    public Task SetOfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline).OrTimeout();

    /// <summary>The element of this id.</summary>
    public ILocator Id(string id) => Tab.Locator("#" + id);

    /// <summary>Waits until an element has this text in it.</summary>
    public Task SeesAsync(string selector, string text) =>
        Tab.Locator(selector, new PageLocatorOptions { HasText = text }).First.WaitForAsync().OrTimeout();

    /// <summary>Waits until a field holds this.</summary>
    public Task HoldsAsync(string id, string value) =>
        Assertions.Expect(Id(id))
            .ToHaveValueAsync(value, new LocatorAssertionsToHaveValueOptions { Timeout = (float)Patience.Limit.TotalMilliseconds });

    /// <summary>Waits until what is typed goes into this field.</summary>
    public Task HasFocusAsync(string id) => Tab.Locator($"#{id}:focus").WaitForAsync().OrTimeout();

    /// <summary>Waits until a stream's badge shows this state.</summary>
    public Task StateIsAsync(string badge, string state) =>
        Tab.Locator($"#{badge}-state[data-state={state}]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached })
            .OrTimeout();

    /// <summary>Joins the chat under a name.</summary>
    public async Task JoinAsync(string name)
    {
        await Id("chat-name").FillAsync(name);
        await Id("chat-join").ClickAsync();
        await StateIsAsync("chat", "live");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync().OrTimeout();
}
