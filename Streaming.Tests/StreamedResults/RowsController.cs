using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;
using Streaming.Server.Transports.Results;

namespace Streaming.Tests.StreamedResults;

/// <summary>A controller of a hosting application, whose actions return sequences of the application's own types.</summary>
[ApiController]
[SuppressMessage("Performance", "CA1822", Justification = "The action of a controller cannot be static.")]
[Route("rows")]
public sealed class RowsController(Source source) : ControllerBase
{
    [HttpGet("measurements")]
    [StreamedResult]
    public async IAsyncEnumerable<Measurement> Measurements()
    {
        yield return Source.Row(1);
        await Task.Yield();
        yield return Source.Row(2, "=1+1");
    }

    [HttpGet("points")]
    [StreamedResult("csv", "ndjson", FileName = "points of today", ByteOrderMark = true)]
    public ActionResult<IAsyncEnumerable<Point>> Points() => Ok(new[] { new Point { X = 1, Y = 2 } }.ToAsyncEnumerable());

    [HttpGet("plain")]
    [StreamedResult]
    public Task<IAsyncEnumerable<Plain>> PlainRows() => Task.FromResult(new[]
    {
        new Plain(1, "a,b", Flag: true, 2.5, new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc), DayOfWeek.Friday, [1, 2], [3, 4],
            new Uri("https://example.com/"), "hidden"),
        new Plain(-2, null, Flag: false, null, default, default, null, [], null, "hidden"),
    }.ToAsyncEnumerable());

    [HttpGet("texts")]
    [StreamedResult("csv")]
    public IAsyncEnumerable<string> Texts([FromQuery] string[] text) => text.ToAsyncEnumerable();

    [HttpGet("unescaped")]
    [StreamedResult("csv", EscapeFormulas = false)]
    public IAsyncEnumerable<string> Unescaped([FromQuery] string[] text) => text.ToAsyncEnumerable();

    [HttpGet("messages")]
    [StreamedResult]
    public IAsyncEnumerable<Message> Messages() => new[]
    {
        new Message(TopicName.Parse("own"), new Position("aaaaaa", 1), DateTime.UnixEpoch, NewMessage.Text("number 1")),
    }.ToAsyncEnumerable();

    [HttpGet("source")]
    [StreamedResult]
    public IAsyncEnumerable<Measurement> FromSource() => source.RowsAsync();

    /// <summary>A sequence that ends without an exception when its request is aborted.</summary>
    [HttpGet("polite")]
    [StreamedResult]
    public async IAsyncEnumerable<Measurement> Polite()
    {
        yield return Source.Row(1);
        await using var rows = source.RowsAsync(HttpContext.RequestAborted).GetAsyncEnumerator();
        while (await Next(rows))
            yield return rows.Current;
    }

    [HttpGet("refused")]
    [StreamedResult]
    public async IAsyncEnumerable<Measurement> Refused()
    {
        if (Request.Query.ContainsKey("fail"))
            throw new InvalidOperationException("The sequence has failed on purpose.");
        if (!Request.Query.ContainsKey("day"))
            throw RefusalException.Invalid("The day is missing; add ?day=.");
        await Task.Yield();
        yield return Source.Row(1);
    }

    [HttpGet("list")]
    [StreamedResult]
    public IReadOnlyList<Measurement> List() => [Source.Row(1)];

    [HttpGet("missing")]
    [StreamedResult]
    public ActionResult<IAsyncEnumerable<Measurement>> Missing() => NotFound();

    private static async Task<bool> Next(IAsyncEnumerator<Measurement> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
