namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>Builds the URLs of this server that workers and webhooks of durable subscriptions call.</summary>
internal static class SubscriptionUrls
{
    /// <summary>The beginning of the paths for managing subscriptions in the Durable Streams protocol.</summary>
    public const string Root = "/v1/stream/__ds";

    public static string Callback(DurableSubscription subscription) =>
        $"{subscription.ServerUrl}{Root}/subscriptions/{Uri.EscapeDataString(subscription.Id)}/callback";

    /// <summary>The URL from which receivers load the public keys of the signatures.</summary>
    public static string Keys(DurableSubscription subscription) => $"{subscription.ServerUrl}{Root}/jwks.json";
}
