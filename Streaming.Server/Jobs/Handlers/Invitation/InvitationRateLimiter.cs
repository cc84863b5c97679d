using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Limits the invitations that one caller sends and that one e-mail address receives, so that no mailbox is flooded and mail servers do
/// not classify this server as a sender of spam.
/// </summary>
internal sealed class InvitationRateLimiter : IDisposable
{
    private readonly InvitationOptions _options;
    private readonly KeyedRateLimiter _senders;
    private readonly KeyedRateLimiter _recipients;

    public InvitationRateLimiter(IOptions<InvitationOptions> options)
    {
        _options = options.Value;
        (_senders, _recipients) = (PerHour(_options.PerHour), PerHour(_options.PerRecipientPerHour));
    }

    /// <summary>Counts an invitation towards the limits of its sender and of its recipient.</summary>
    /// <exception cref="RefusalException">
    /// The caller has sent, or the e-mail address has received, the maximum number of invitations in an hour.
    /// </exception>
    public void Count(Caller caller, string email)
    {
        var sender = caller.Identity is { } identity ? "subject " + identity : caller.LimitKey is { } address ? address.ToString()
            : "this machine";
        Count(_senders, sender, "Invitations:PerHour", $"You have sent {_options.PerHour} invitations");
        Count(_recipients, email.ToUpperInvariant(), "Invitations:PerRecipientPerHour",
            $"This e-mail address has received {_options.PerRecipientPerHour} invitations");
    }

    public void Dispose()
    {
        _senders.Dispose();
        _recipients.Dispose();
    }

    // Creates a limiter for the number of invitations per hour. When all of them were used, one further invitation is allowed after each
    // equal part of an hour: with a limit of 20, every 3 minutes.
    private static KeyedRateLimiter PerHour(int count) =>
        new(new TokenBucketRateLimiterOptions
        {
            TokenLimit = count,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1) / count
        });

    private static void Count(KeyedRateLimiter limiter, string partition, string key, string what)
    {
        using var lease = limiter.AttemptAcquire(partition);
        if (lease.IsAcquired)
            return;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        throw RefusalException.LimitReached(key, $"{what} within an hour ({key}); try again later.", wait);
    }
}
