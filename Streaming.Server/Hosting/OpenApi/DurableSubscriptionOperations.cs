using Streaming.Server.DurableSubscriptions.HttpApi;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of the subscriptions of the Durable Streams protocol, for the OpenAPI document.</summary>
internal static class DurableSubscriptionOperations
{
    private const string Root = "/v1/stream/__ds";
    private const string Subscriptions = Root + "/subscriptions";
    private const string Path = Subscriptions + "/{id}";

    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["GET " + Subscriptions] = Of("listDurableSubscriptions", "List subscriptions") with { Parameters = [] },
        ["PUT " + Path] = Of("createDurableSubscription", "Create or confirm a subscription") with { Body = [Json<SubscriptionRequest>()] },
        ["GET " + Path] = Of("getDurableSubscription", "Get a subscription"),
        ["DELETE " + Path] = Of("deleteDurableSubscription", "Delete a subscription"),
        ["POST " + Path + "/streams"] =
            Of("addDurableSubscriptionStreams", "Add streams to a subscription") with { Body = [Json<StreamsRequest>()] },
        ["DELETE " + Path + "/streams/{path}"] = Of("removeDurableSubscriptionStream", "Remove a stream from a subscription") with
        {
            Parameters = [SubscriptionKey, StreamKey],
        },
        ["POST " + Path + "/claim"] = Of("claimWake", "Claim a wake") with { Body = [Json<ClaimRequest>()] },
        ["POST " + Path + "/ack"] = Of("acknowledgeWake", "Acknowledge streams of a claimed wake") with { Body = [Json<AckRequest>()] },
        ["POST " + Path + "/callback"] =
            Of("callBackWake", "Acknowledge streams of a wake that a webhook received") with { Body = [Json<AckRequest>()] },
        ["POST " + Path + "/release"] = Of("releaseWake", "Release a claimed wake") with { Body = [Json<AckRequest>()] },
        ["GET " + Root + "/jwks.json"] = Of("getWakeKeys", "Get the public keys of signatures") with
        {
            Parameters = [],
            Response = [new DescribedContent("application/jwk-set+json", typeof(KeySetView))],
        },
    };

    private static DescribedOperation Of(string id, string summary) =>
        new(id, "Durable subscriptions", summary) { Parameters = [SubscriptionKey] };
}
