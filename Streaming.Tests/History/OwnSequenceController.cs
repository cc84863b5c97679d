using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;

namespace Streaming.Tests.History;

/// <summary>A controller of a hosting application. It returns messages that do not come from a range of the log.</summary>
[ApiController]
[SuppressMessage("Performance", "CA1822", Justification = "The action of a controller cannot be static.")]
[Route("own-sequence")]
public sealed class OwnSequenceController : ControllerBase
{
    [HttpGet]
    public async IAsyncEnumerable<Message> Get()
    {
        Response.Headers.CacheControl = "no-store";
        for (var i = 1; i <= 2; i++)
        {
            await Task.Yield();
            yield return Number(i);
        }
    }

    [HttpGet("gated")]
    public async IAsyncEnumerable<Message> Gated([FromServices] TaskCompletionSource gate)
    {
        yield return Number(1);
        await gate.Task;
        yield return Number(2);
    }

    private static Message Number(int number) => new(
        TopicName.Parse("own"), new Position("aaaaaa", number), DateTime.UnixEpoch,
        new NewMessage(DataKind.Text, Encoding.UTF8.GetBytes($"number {number}"), "message", Sender: null));
}
