using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs.Background;
using Streaming.Tests.Support;

namespace Streaming.Tests.Background;

/// <summary>What a test lets a controller do with background tasks.</summary>
public sealed class Work
{
    public Action<IBackgroundTasks, RequestService>? Adds { get; set; }

    /// <summary>Starts a server whose <c>POST /work</c> does what the test says.</summary>
    public Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => TestServer.StartAsync(Configure, folder: null, settings);

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddControllers().AddApplicationPart(typeof(WorkController).Assembly);
        builder.Services.AddSingleton(this).AddScoped<RequestService>();
    }
}

/// <summary>A scoped service, as a database context is one.</summary>
public sealed class RequestService : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Use(IServiceProvider services, CancellationToken cancellation) => IsDisposed = false;

    public void Dispose() => IsDisposed = true;
}

[ApiController]
public sealed class WorkController(Work work, IBackgroundTasks tasks, RequestService service) : ControllerBase
{
    [HttpPost("/work")]
    public ActionResult<string> Do()
    {
        work.Adds!(tasks, service);
        return Ok("done");
    }

    [HttpPost("/work/captured/{what}")]
    public IActionResult Capture(string what)
    {
        Add(what, tasks, service);
        return Ok();
    }

    private void Add(string what, IBackgroundTasks to, RequestService held)
    {
        switch (what)
        {
            case "service":
                to.Add(what, (_, _) => held.Dispose());
                break;
            case "method":
                to.Add(what, held.Use);
                break;
            case "controller":
                to.Add(what, (_, _) => Response.Headers.Clear());
                break;
            case "asynchronously":
                to.Add(what, async (_, _) =>
                {
                    await Task.Yield();
                    held.Dispose();
                });
                break;
            case "tuple":
                AddOf(what, to, (1, (held, "x")));
                break;
            case "record":
                AddOf(what, to, new Holder("x", held));
                break;
            case "array":
                AddOf(what, to, (object[])[1, held]);
                break;
            case "function":
                AddOf(what, to, (Func<bool>)(() => held.IsDisposed));
                break;
            case "function in a record":
                AddOf(what, to, new Supply(() => held));
                break;
            default:
                AddOf(what, to, ("x", 1, work, (Func<int>)(static () => 1)));
                break;
        }
    }

    // Its closure has the value alone.
    private static void AddOf<T>(string name, IBackgroundTasks to, T value) => to.Add(name, (_, _) => GC.KeepAlive(value));

    private sealed record Holder(string Name, RequestService Service);

    private readonly record struct Supply(Func<RequestService> Get);
}
