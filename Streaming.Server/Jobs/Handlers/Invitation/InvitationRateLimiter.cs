using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Limits how many invitations one caller sends and how many one e-mail address receives. So no mailbox is flooded, and mail servers do not
/// classify this server as a sender of spam.
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

    // Creates a limiter for the number of invitations per hour. When all of them are used, a further invitation becomes possible at equal
    // intervals: every 3 minutes if the limit is 20.
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
