using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Jobs.Background;

namespace Streaming.Tests.Background;

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

    // The closure of this task captures only the value.
    private static void AddOf<T>(string name, IBackgroundTasks to, T value) => to.Add(name, (_, _) => GC.KeepAlive(value));

    private sealed record Holder(string Name, RequestService Service);

    private readonly record struct Supply(Func<RequestService> Get);
}
