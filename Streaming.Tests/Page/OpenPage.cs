using System.Collections.Concurrent;
using Microsoft.Playwright;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>The page in a browser tab, with its errors and the addresses that it has requested.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private readonly ConcurrentDictionary<IRequest, string> _unanswered = new();

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
        tab.Request += (_, request) =>
        {
            _requests.Enqueue(new Uri(request.Url));
            _unanswered[request] = request.Url;
        };
        tab.RequestFinished += (_, request) => _unanswered.TryRemove(request, out string? _);
        tab.RequestFailed += (_, request) => _unanswered[request] = $"{request.Url} ({request.Failure})";
        tab.WebSocket += (_, socket) => _requests.Enqueue(new Uri(socket.Url));
    }

    public IPage Tab { get; }

    /// <summary>The errors and warnings on the console, and the uncaught errors.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>All addresses that the page has requested, including those of WebSockets.</summary>
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

    /// <summary>Closes only this tab.</summary>
    public Task CloseTabAsync() => Tab.CloseAsync().OrTimeout();

    /// <summary>Disconnects the tabs from the network, or connects them again.</summary>
    public Task SetOfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline).OrTimeout();

    /// <summary>Returns the element with this id.</summary>
    public ILocator Id(string id) => Tab.Locator("#" + id);

    /// <summary>Waits until an element contains this text.</summary>
    public Task SeesAsync(string selector, string text) =>
        ExplainAsync(() => Tab.Locator(selector, new PageLocatorOptions { HasText = text }).First.WaitForAsync().OrTimeout());

    /// <summary>Waits until a field has this value.</summary>
    public Task HoldsAsync(string id, string value) =>
        Assertions.Expect(Id(id))
            .ToHaveValueAsync(value, new LocatorAssertionsToHaveValueOptions { Timeout = (float)TestTimeout.Limit.TotalMilliseconds });

    /// <summary>Waits until this field has the keyboard focus.</summary>
    public Task HasFocusAsync(string id) => Tab.Locator($"#{id}:focus").WaitForAsync().OrTimeout();

    /// <summary>Waits until the badge of a stream shows this state.</summary>
    public Task StateIsAsync(string badge, string state) =>
        ExplainAsync(() => Tab.Locator($"#{badge}-state[data-state={state}]").WaitForAsync(
            new LocatorWaitForOptions { State = WaitForSelectorState.Attached }).OrTimeout());

    /// <summary>Joins the chat with a name.</summary>
    public async Task JoinAsync(string name)
    {
        await Id("chat-name").FillAsync(name);
        await Id("chat-join").ClickAsync();
        await StateIsAsync("chat", "live");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync().OrTimeout();

    // A failed wait reports what the page shows instead.
    private async Task ExplainAsync(Func<Task> wait)
    {
        try
        {
            await wait();
        }
        catch (TimeoutException e)
        {
            var shown = await Tab.Locator("body").InnerTextAsync().OrTimeout();
            throw new TimeoutException(
                $"{e.Message} Errors: {string.Join("; ", _errors)}. Requests without an answer: {string.Join("; ", _unanswered.Values)}. "
                + $"The page shows: {shown}", e);
        }
    }
}
