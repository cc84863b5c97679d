using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks;

/// <summary>Gives deliveries places of their own, unless <c>Jobs:Places:webhook</c> says how many.</summary>
internal sealed class WebhookSlots(IOptions<WebhookOptions> options) : IPostConfigureOptions<JobOptions>
{
    public void PostConfigure(string? name, JobOptions jobs) => jobs.Places.TryAdd(WebhookJob.Type, options.Value.Concurrency);
}
