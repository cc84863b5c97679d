using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Validates the public URL in the options of invitations.</summary>
internal sealed class InvitationOptionsValidator : IValidateOptions<InvitationOptions>
{
    public ValidateOptionsResult Validate(string? name, InvitationOptions options) =>
        options.PublicUrl is not { } text
        || (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 })
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Invitations:PublicUrl is '{text}'; give the URL of this server's page without a query, for example " +
                "https://live.example.com.");
}
