using Microsoft.Extensions.Options;

namespace Streaming.Server.DurableSubscriptions;

/// <summary>Validates the option of durable subscriptions that contains the public URL of this server.</summary>
internal sealed class DurableSubscriptionOptionsValidator : IValidateOptions<DurableSubscriptionOptions>
{
    public ValidateOptionsResult Validate(string? name, DurableSubscriptionOptions options) =>
        options.PublicUrl is not { } text
        || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            && url.Fragment.Length == 0)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"DurableSubscriptions:PublicUrl is '{text}'; give the URL of this server without a query, for example " +
                "https://live.example.com.");
}
