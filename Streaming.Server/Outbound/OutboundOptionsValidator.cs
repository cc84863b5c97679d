using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Validates the options in <c>Outbound</c> that validation attributes cannot check: limits that depend on each other, and the allowed IP
/// addresses.
/// </summary>
internal sealed class OutboundOptionsValidator : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options)
    {
        var failures = Check(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(OutboundOptions options)
    {
        if (options.MaxCallsPerHost > options.MaxCalls)
            yield return $"Outbound:MaxCallsPerHost is {options.MaxCallsPerHost}, more than Outbound:MaxCalls; give at most " +
                $"{options.MaxCalls}.";
        foreach (var (network, index) in options.AllowedNetworks.Select((network, index) => (network, index)))
        {
            if (!AddressRules.TryParse(network, out _))
                yield return $"Outbound:AllowedNetworks:{index} is '{network}'; give an address, or a network such as 10.1.0.0/16.";
        }
    }
}
