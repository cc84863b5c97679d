using System.Text.Json;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Signing;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Creates the signed bodies of the requests that deliver wakes (notices of new messages) to webhooks.</summary>
internal sealed class WakeRequests(WakeTokens tokens, SubscriptionKeyStore keys, TimeProvider time)
{
    /// <summary>
    /// Creates the body of a request that delivers a wake (a notice of new messages) to a webhook, and the value of the header with the
    /// signature of this body.
    /// </summary>
    public async Task<(byte[] Body, string Signature)> CreateAsync(
        DurableSubscription subscription, IReadOnlyList<StreamState> streams, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new WakeView(
            subscription.Id, subscription.WakeId!, subscription.Generation, [.. streams.Select(StreamView.Of)],
            SubscriptionUrls.Callback(subscription), await tokens.IssueAsync(subscription, cancellationToken)));
        return (body, WakeSignature.Of(await keys.GetAsync(cancellationToken), body, time.GetUtcNow()));
    }
}
