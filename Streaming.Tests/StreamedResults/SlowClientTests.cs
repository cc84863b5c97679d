using Microsoft.AspNetCore.Builder;
using Streaming.Server.Transports.Results;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests that a client that reads slowly, or not at all, slows its sequence down.</summary>
[Trait("Category", "Slow")]
public sealed class SlowClientTests
{
    // The rows are larger than all buffers between the sequence and a client that does not read.
    private const int Rows = 20_000;

    private readonly string _filling = new('x', 2_000);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _generated;

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("events")]
    public async Task A_sequence_waits_while_its_client_does_not_read_and_nothing_is_lost(string format)
    {
        await using var server = await ResultServer.StartAsync(new Source(), Map);
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.OpenAsync($"/generated/{format}");
        // The sequence has stopped when its number does not change for a while.
        var (last, same) = (0, 0);
        await Eventually.BecomesAsync(
            () =>
            {
                var now = Volatile.Read(ref _generated);
                (last, same) = (now, now == last && now > 0 ? same + 1 : 0);
                return Task.FromResult(same);
            },
            repeated => repeated >= 50);
        _generated.Should().BeLessThan(Rows);
        var text = await response.Content.ReadAsStringAsync().OrTimeout();
        _generated.Should().Be(Rows);
        text.Split('\n').Count(line => line.Contains(_filling, StringComparison.Ordinal)).Should().Be(Rows);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("events")]
    public async Task A_client_that_reads_nothing_for_the_write_timeout_is_disconnected_and_its_sequence_ends(string format)
    {
        await using var server = await ResultServer.StartAsync(new Source(), Map, ("Delivery:WriteTimeout", "1s"));
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.OpenAsync($"/generated/{format}");
        await _ended.Task.OrTimeout();
        _generated.Should().BeLessThan(Rows);
        var read = () => response.Content.ReadAsByteArrayAsync().OrTimeout();
        await read.Should().ThrowAsync<HttpRequestException>();
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/generated/csv", () => StreamingResults.Csv(Generate()));
        app.MapGet("/generated/ndjson", () => StreamingResults.Ndjson(Generate()));
        app.MapGet("/generated/events", () => StreamingResults.Events(Generate()));
    }

    private async IAsyncEnumerable<Row> Generate()
    {
        await Task.Yield();
        try
        {
            while (Volatile.Read(ref _generated) < Rows)
                yield return new Row(Interlocked.Increment(ref _generated), _filling);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private sealed record Row(int Number, string Filling);
}
