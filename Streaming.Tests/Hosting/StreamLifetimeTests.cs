using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>Tests the end of streams when the server stops or sends its clients to other nodes.</summary>
public sealed class StreamLifetimeTests
{
    private readonly ApplicationLifetime _host = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Streams_that_outlive_a_departure_end_when_the_server_stops()
    {
        var lifetime = new StreamLifetime(_host);
        var streams = Enumerable.Range(0, 300).Select(_ => lifetime.Begin(new DefaultHttpContext())).ToList();
        await LeaveForAWhileAsync(lifetime);
        var rest = streams.FindAll(stream => !stream.IsCancellationRequested);
        rest.Should().NotBeEmpty().And.HaveCountLessThan(streams.Count);
        using var later = lifetime.Begin(new DefaultHttpContext());

        later.IsCancellationRequested.Should().BeFalse();
        _host.StopApplication();

        rest.Should().OnlyContain(stream => stream.IsCancellationRequested);
        later.IsCancellationRequested.Should().BeTrue();
        streams.ForEach(stream => stream.Dispose());
    }

    // The store answers again when the first streams were closed.
    private async Task LeaveForAWhileAsync(StreamLifetime lifetime)
    {
        using var first = lifetime.Begin(new DefaultHttpContext());
        using var returned = new CancellationTokenSource();
        var leaving = lifetime.LeaveAsync(TimeSpan.FromSeconds(30), _time, returned.Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        await returned.CancelAsync();
        await leaving.OrTimeout().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.Return();
    }
}
