using System.Net;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Validates the scrape token and the networks in the configuration section <c>Metrics</c> at startup.</summary>
internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    private const int MinTokenLength = 16;

    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        var failures = Check(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(MetricsOptions options)
    {
        if (options.ScrapeToken is { Length: > 0 } token
            && (token.Length < MinTokenLength || token.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            yield return $"Metrics:ScrapeToken is too short or contains spaces; give at least {MinTokenLength} visible ASCII characters, " +
                "such as the output of 'openssl rand -hex 32'.";
        }

        foreach (var (network, index) in options.AllowedNetworks.Select((network, index) => (network, index)))
        {
            if (!IPNetwork.TryParse(network, out _) && !IPAddress.TryParse(network, out _))
                yield return $"Metrics:AllowedNetworks:{index} is '{network}'; give an address or a network such as '10.0.0.0/8'.";
        }
    }
}
