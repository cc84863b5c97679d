using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Access;

/// <summary>
/// Validates the configuration section <c>Access</c> at startup, such as keys and origins. Outside the Development environment, the server
/// needs a key or an OpenID Connect authority, with which it can check tokens. The only exception is a server that the configuration opens
/// to everyone.
/// </summary>
internal sealed class AccessOptionsValidator(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<AccessOptions>
{
    private const int LeastKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var failures = Check(options).ToList();
        if (failures.Count == 0 && options.Open is null && !environment.IsDevelopment() && !CanCheckTokens(options))
        {
            failures.Add(
                "The server has no key to check tokens with: set Access:Keys:0:Secret to a key that tokens are signed with (openssl rand " +
                    "-base64 64), or Access:Authority to an OpenID Connect "
                + "authority, or Access:Open=true to let everybody publish, read and trim everything.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private bool CanCheckTokens(AccessOptions options) =>
        options.Keys.Count > 0 || options.Authority is not null
            || configuration.GetSection(ConfigureJwtBearer.ToolKeysSection).GetChildren().Any();

    private static IEnumerable<string> Check(AccessOptions options)
    {
        foreach (var (key, index) in options.Keys.Select((key, index) => (key, index)))
        {
            var bytes = new byte[key.Secret.Length];
            if (!Convert.TryFromBase64String(key.Secret, bytes, out var length) || length < LeastKeyBytes)
                yield return $"Access:Keys:{index}:Secret is not base64 of at least {LeastKeyBytes} bytes; make one with 'openssl rand " +
                    "-base64 64', which is enough for HS256, HS384 and HS512.";
            else if (ShortKeyDetector.RequiredBytes(options.Algorithms) is var needed && length < needed)
                yield return $"Access:Keys:{index}:Secret has {length} bytes, and the algorithms in Access:Algorithms need {needed} or " +
                    "more; make one with 'openssl rand -base64 64'.";
            if (options.Keys.Take(index).Any(other => string.Equals(other.Id, key.Id, StringComparison.Ordinal)))
                yield return $"Access:Keys:{index}:Id is '{key.Id}', as that of another key; give each key an Id of its own.";
        }

        if (options.Authority is { } authority
            && !(Uri.TryCreate(authority, UriKind.Absolute, out var uri)
            && (uri.Scheme == "https" || (uri.Scheme == "http" && !options.RequireHttpsAuthority))))
            yield return $"Access:Authority is '{authority}'; give an address that begins with https:// (or with http:// where " +
                "Access:RequireHttpsAuthority is false).";
        foreach (var (origin, index) in options.Origins.Select((origin, index) => (origin, index)))
        {
            if (WebOrigin.Normalize(origin) is null)
                yield return $"Access:Origins:{index} is '{origin}'; give a scheme and a host, with a port where it is not the usual " +
                    "one, such as 'https://app.example.com'.";
        }

        foreach (var (proxy, index) in options.Proxies.Select((proxy, index) => (proxy, index)))
        {
            if (!System.Net.IPNetwork.TryParse(proxy, out _) && !System.Net.IPAddress.TryParse(proxy, out _))
                yield return $"Access:Proxies:{index} is '{proxy}'; give an address or a network such as '10.0.0.0/8'.";
        }
    }
}
