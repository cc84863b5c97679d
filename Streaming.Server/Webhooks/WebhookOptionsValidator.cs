using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

/// <summary>Checks what annotations cannot say.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options) =>
        options.MaxBackoff < options.Backoff
            ? ValidateOptionsResult.Fail($"Webhooks:MaxBackoff is {Duration.Format(options.MaxBackoff)}, less than Webhooks:Backoff; give at least {Duration.Format(options.Backoff)}.")
            : ValidateOptionsResult.Success;
}

/// <summary>Gives deliveries places of their own, unless <c>Jobs:Places:webhook</c> says how many.</summary>
internal sealed class WebhookPlaces(IOptions<WebhookOptions> options) : IPostConfigureOptions<JobOptions>
{
    public void PostConfigure(string? name, JobOptions jobs) => jobs.Places.TryAdd(WebhookJob.Type, options.Value.Concurrency);
}
