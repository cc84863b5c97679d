using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Limits the rate at which callers publish messages, create topics and join rooms, for each subject of a token and for each client
/// address. A caller that is not limited costs no memory.
/// </summary>
internal sealed class PublishRateLimiter : IDisposable, ILimitReport
{
    /// <summary>The configuration key of the limit of messages per second.</summary>
    public const string MessagesKey = "Access:Limits:PublishRate";

    /// <summary>The maximum number of uploads that wait at the same time. Each of them keeps up to 2 MB in memory.</summary>
    public const int MaxWaiting = 64;

    private const int NewTopicsEvery = 60;
    private const string TopicsKey = "Access:Limits:NewTopicsPerMinute";

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly LimitOptions _limits;
    private readonly TimeProvider _time;
    private readonly KeyedRateLimiter _messages;
    private readonly KeyedRateLimiter _joins;
    private readonly SharedRateLimiter _shared;
    private readonly KeyedRateLimiter _topics;
    private readonly SemaphoreSlim _waiting = new(MaxWaiting);

    public PublishRateLimiter(IOptions<AccessOptions> options, ISharedRates rates, TimeProvider time)
    {
        (_limits, _time) = (options.Value.Limits, time);
        var burst = Math.Max(_limits.PublishBurst, _limits.PublishRate);
        _shared = new SharedRateLimiter(rates, _limits.PublishRate, burst, time);
        var perSecond = new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = _limits.PublishRate,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1)
        };
        (_messages, _joins) = (new KeyedRateLimiter(perSecond), new KeyedRateLimiter(perSecond));
        _topics = new KeyedRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = _limits.NewTopicsPerMinute,
            TokensPerPeriod = _limits.NewTopicsPerMinute,
            ReplenishmentPeriod = TimeSpan.FromSeconds(NewTopicsEvery),
        });
    }

    /// <summary>The number of messages that a client may publish per second.</summary>
    public int PerSecond => _limits.PublishRate;

    /// <summary>
    /// Waits until a client whose messages were refused may publish them. Returns false, at once, if too many clients wait already.
    /// </summary>
    public async ValueTask<bool> TryWaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (!await _waiting.WaitAsync(0, cancellationToken))
            return false;
        try
        {
            await Task.Delay(delay, _time, cancellationToken);
            return true;
        }
        finally
        {
            _waiting.Release();
        }
    }

    /// <summary>Counts the messages that a caller publishes, and refuses them if the caller's rate limit would be exceeded.</summary>
    /// <exception cref="RefusalException">The subject of the caller's token, or the caller's address, has published too many messages per
    /// second.</exception>
    public void CountMessages(Caller caller, int count) => Count(_messages, caller, count, MessagesKey, TooManyMessages);

    /// <summary>
    /// Counts the messages that a caller publishes, and refuses them if the caller's rate limit would be exceeded. If several nodes (server
    /// processes) share the store, they count together.
    /// </summary>
    /// <exception cref="RefusalException">The subject of the caller's token, or the caller's address, has published too many messages per
    /// second.</exception>
    public ValueTask CountMessagesAsync(Caller caller, int count, CancellationToken cancellationToken)
    {
        if (_shared.IsShared)
            return CountSharedAsync(caller, count, cancellationToken);
        CountMessages(caller, count);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Counts a caller that joins a room, and refuses the join if the caller joins rooms faster than it may publish. Joins are not counted
    /// with the caller's messages, so a caller that publishes as much as it may can still join.
    /// </summary>
    /// <exception cref="RefusalException">The subject of the caller's token, or the caller's address, has joined too many rooms per
    /// second.</exception>
    public void CountJoin(Caller caller) =>
        Count(_joins, caller, 1, MessagesKey, $"joined rooms more than {_limits.PublishRate} times a second; wait");

    /// <summary>
    /// Adds a new topic to the count of topics that the caller has created, and refuses it if the rate limit would be exceeded.
    /// </summary>
    /// <exception cref="RefusalException">The subject of the caller's token, or the caller's address, has created too many topics per
    /// minute.</exception>
    public void CountTopic(Caller caller) =>
        Count(_topics, caller, 1, TopicsKey,
            $"more than {_limits.NewTopicsPerMinute} new topics a minute; use those that exist, or wait");

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
    [
        new("Messages that a client publishes per second", MessagesKey, Used: null, _limits.PublishRate),
        new("Topics that a client creates per minute", TopicsKey, Used: null, _limits.NewTopicsPerMinute),
    ];

    public void Dispose()
    {
        _messages.Dispose();
        _joins.Dispose();
        _waiting.Dispose();
        _topics.Dispose();
    }

    private string TooManyMessages => $"more than {_limits.PublishRate} messages a second; publish slower, or in batches of fewer";

    private async ValueTask CountSharedAsync(Caller caller, int count, CancellationToken cancellationToken)
    {
        if (caller.Identity is { } identity)
            await CountSharedAsync("subject " + identity, count, $"You have {TooManyMessages} ({MessagesKey}).", cancellationToken);
        if (caller.LimitKey is { } address)
            await CountSharedAsync(address.ToString(), count, $"Your address has {TooManyMessages} ({MessagesKey}).", cancellationToken);
    }

    private async ValueTask CountSharedAsync(string partition, int count, string sentence, CancellationToken cancellationToken)
    {
        var isAllowed = await _shared.TryAcquireAsync(partition, count, cancellationToken);
        // The store does not answer. So this node (server process) applies the rate limit alone, and counts in its own memory.
        if (isAllowed is null)
            Count(_messages, partition, count, MessagesKey, sentence);
        else if (isAllowed is false)
            throw RefusalException.LimitReached(MessagesKey, sentence, s_retryAfter);
    }

    private static void Count(KeyedRateLimiter limiter, Caller caller, int count, string key, string what)
    {
        if (caller.Identity is { } identity)
            Count(limiter, "subject " + identity, count, key, $"You have {what} ({key}).");
        if (caller.LimitKey is { } address)
            Count(limiter, address.ToString(), count, key, $"Your address has {what} ({key}).");
    }

    private static void Count(KeyedRateLimiter limiter, string partition, int count, string key, string sentence)
    {
        try
        {
            using var lease = limiter.AttemptAcquire(partition, count);
            if (!lease.IsAcquired)
                throw RefusalException.LimitReached(
                    key, sentence, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The caller publishes more messages at once than the rate limit can ever allow at once. A retry would fail too, so the refusal
            // contains no delay.
            throw RefusalException.LimitReached(key, sentence);
        }
    }
}
