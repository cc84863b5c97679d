using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Webhooks;

/// <summary>Validates those options of webhooks that depend on each other.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options) =>
        options.MaxBackoff < options.Backoff
            ? ValidateOptionsResult.Fail(
                $"Webhooks:MaxBackoff is {Duration.Format(options.MaxBackoff)}, less than Webhooks:Backoff; give at least " +
                $"{Duration.Format(options.Backoff)}.")
            : ValidateOptionsResult.Success;
}
