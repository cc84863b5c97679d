using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class StoreHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FailingLog _log = new(Stores.Memory());
    private readonly StoreHealth _health;

    public StoreHealthTests() => _health = new StoreHealth(_time);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_failed_write_is_reported_until_a_write_of_its_kind_succeeds(int kind)
    {
        _log.Fails = true;
        _health.Failed((StoreWriteKind)kind, Refusal);
        (await CheckAsync()).Should().NotBeNull();
        _health.Succeeded((StoreWriteKind)(1 - kind));
        (await CheckAsync()).Should().NotBeNull();
        _health.Succeeded((StoreWriteKind)kind);
        (await CheckAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Without_other_writes_the_check_itself_writes_to_detect_that_the_disk_works_again()
    {
        _log.Fails = true;
        _health.Failed(StoreWriteKind.Appends, Refusal);
        (await CheckAsync()).Should().Be("The disk is full.");
        _log.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await CheckAsync()).Should().BeNull();
        _log.Trials.Should().Be(2);
    }

    [Fact]
    public async Task The_check_writes_at_most_once_a_second()
    {
        _log.Fails = true;
        _health.Failed(StoreWriteKind.Appends, Refusal);
        for (var i = 0; i < 20; i++)
            (await CheckAsync()).Should().NotBeNull();
        _log.Trials.Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await CheckAsync();
        _log.Trials.Should().Be(2);
    }

    [Fact]
    public async Task The_check_does_not_write_to_a_healthy_store()
    {
        (await CheckAsync()).Should().BeNull();
        _log.Trials.Should().Be(0);
    }

    private static RefusalException Refusal => new(RefusalReason.Unavailable, "The disk was full.");

    private Task<string?> CheckAsync() => _health.CheckAsync(_log, CancellationToken.None).OrTimeout();
}
