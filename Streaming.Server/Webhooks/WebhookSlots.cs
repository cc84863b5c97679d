using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks;

/// <summary>
/// Gives jobs of type <c>webhook</c> their own slots (the number of such jobs that may run at once), as set by the options of webhooks. If
/// <c>Jobs:Places:webhook</c> is configured, that number is used instead.
/// </summary>
internal sealed class WebhookSlots(IOptions<WebhookOptions> options) : IPostConfigureOptions<JobOptions>
{
    public void PostConfigure(string? name, JobOptions jobs) => jobs.Places.TryAdd(WebhookJob.Type, options.Value.Concurrency);
}
