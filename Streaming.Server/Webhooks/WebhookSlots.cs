using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks;

/// <summary>
/// Sets the number of jobs of type <c>webhook</c> that may run at the same time, independently of other jobs: <c>Jobs:Places:webhook</c> if
/// it is configured, otherwise <see cref="WebhookOptions.Concurrency"/>.
/// </summary>
internal sealed class WebhookSlots(IOptions<WebhookOptions> options) : IPostConfigureOptions<JobOptions>
{
    public void PostConfigure(string? name, JobOptions jobs) => jobs.Places.TryAdd(WebhookJob.Type, options.Value.Concurrency);
}
