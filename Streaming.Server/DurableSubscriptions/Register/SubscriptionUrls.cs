namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>Builds the URLs of this server that receivers of wakes call.</summary>
internal static class SubscriptionUrls
{
    /// <summary>The path below which the protocol has its control APIs.</summary>
    public const string Root = "/v1/stream/__ds";

    public static string Callback(DurableSubscription subscription) =>
        $"{subscription.ServerUrl}{Root}/subscriptions/{Uri.EscapeDataString(subscription.Id)}/callback";

    /// <summary>The URL of the public keys of the signatures.</summary>
    public static string Keys(DurableSubscription subscription) => $"{subscription.ServerUrl}{Root}/jwks.json";
}
