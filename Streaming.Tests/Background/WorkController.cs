using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Background;
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
    public string Capture(string what)
    {
        // A closure has all that the lambdas of a method capture together.
        var held = service;
        var isOpen = (Func<bool>)(() => !held.IsDisposed && what.Length > 0);
        switch (what)
        {
            case "service":
                tasks.Add(what, (_, _) => service.Dispose());
                break;
            case "request":
                tasks.Add(what, (_, _) => Response.Headers.Clear());
                break;
            case "asynchronously":
                tasks.Add(what, async (_, _) =>
                {
                    await Task.Yield();
                    held.Dispose();
                });
                break;
            default:
                tasks.Add(what, (_, _) => work.Adds?.Invoke(null!, null!));
                break;
        }

        return isOpen().ToString();
    }
}
