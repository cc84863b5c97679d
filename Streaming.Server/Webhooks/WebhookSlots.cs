using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks;

/// <summary>Gives webhook deliveries their own slots for jobs, unless <c>Jobs:Places:webhook</c> sets the number of slots.</summary>
internal sealed class WebhookSlots(IOptions<WebhookOptions> options) : IPostConfigureOptions<JobOptions>
{
    public void PostConfigure(string? name, JobOptions jobs) => jobs.Places.TryAdd(WebhookJob.Type, options.Value.Concurrency);
}
