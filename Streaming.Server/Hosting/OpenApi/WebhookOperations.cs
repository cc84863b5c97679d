using Streaming.Server.Webhooks.HttpApi;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of webhooks (URLs that receive the messages of topics), for the OpenAPI document.</summary>
internal static class WebhookOperations
{
    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["POST /webhooks"] = Of("createWebhook", "Create a webhook") with { Body = [Json<NewWebhookShape>()], Parameters = [] },
        ["GET /webhooks"] = Of("listWebhooks", "List webhooks") with { Parameters = [] },
        ["GET /webhooks/{id}"] = Of("getWebhook", "Get a webhook"),
        ["PATCH /webhooks/{id}"] = Of(
            "changeWebhook", "Change a webhook") with
        { Body = [Json<WebhookChangeShape>()], IsBodyOptional = true },
        ["DELETE /webhooks/{id}"] = Of("deleteWebhook", "Delete a webhook"),
        ["POST /webhooks/{id}/pause"] = Of("pauseWebhook", "Pause a webhook"),
        ["POST /webhooks/{id}/resume"] = Of("resumeWebhook", "Resume a webhook"),
        ["POST /webhooks/{id}/secret"] = Of(
            "rotateWebhookSecret", "Give a webhook a new secret") with
        { Body = [Json<SecretRequest>()], IsBodyOptional = true },
        ["POST /webhooks/{id}/test"] = Of("testWebhook", "Send a test request"),
        ["POST /webhooks/{id}/replay"] = Of("replayWebhook", "Deliver a topic again") with { Body = [Json<ReplayRequest>()] },
        ["GET /webhooks/{id}/deliveries"] = Of("listWebhookDeliveries", "List the requests of a webhook") with
        {
            Parameters = [WebhookKey, Number("after",
                "Lists only requests that follow the request with this number in the list, for the next page."),
                    Number("limit", "The maximum number of requests in the response.", 1_000, 100)],
        },
        ["POST /webhooks/{id}/deliveries/{number}/resend"] = Of("resendWebhookDelivery", "Send one request again") with
        {
            Parameters = [WebhookKey, WebhookDeliveryNumber],
        },
    };

    private static DescribedOperation Of(string id, string summary) => new(id, "Webhooks", summary) { Parameters = [WebhookKey] };
}
