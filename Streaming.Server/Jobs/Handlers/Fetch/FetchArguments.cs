using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Messages;
using Streaming.Server.Outbound;

namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>The arguments of a job of type <c>fetch</c>, which calls URLs and publishes the responses.</summary>
internal sealed record FetchArguments : IValidatableObject
{
    private const int MaxUrls = 500;

    /// <summary>The URLs that the job calls, 1 to 500.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The HTTP method of all calls: <c>get</c> (default) or <c>head</c>.</summary>
    public FetchMethod Method { get; init; }

    /// <summary>
    /// The maximum number of calls at the same time, 1 to 64 (default 8). The server's own limits for calls to other servers apply too.
    /// </summary>
    [Range(1, 64, ErrorMessage = "concurrency must be 1 to 64.")]
    public int Concurrency { get; init; } = 8;

    /// <summary>The time limit of each call in seconds, 1 to 300 (default 15).</summary>
    [Range(1, 300, ErrorMessage = "timeoutSeconds must be 1 to 300.")]
    public int TimeoutSeconds { get; init; } = 15;

    /// <summary>The maximum number of bytes that are kept of each response body, up to 16,384 (default 1,024).</summary>
    [Range(0, 16_384, ErrorMessage = "maxBodyBytes must be 0 to 16384.")]
    public int MaxBodyBytes { get; init; } = 1_024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Urls.Count is 0 or > MaxUrls)
            return [new ValidationResult($"urls has {Urls.Count} URLs; give 1 to {MaxUrls}.")];
        var urls = validationContext.GetRequiredService<OutboundUrls>();
        return Urls.Select((url, index) => Problem(urls, url, index)).OfType<ValidationResult>().Take(1);
    }

    private static ValidationResult? Problem(OutboundUrls urls, string url, int index)
    {
        try
        {
            urls.Parse(url, $"URL number {index + 1}");
            return null;
        }
        catch (RefusalException e)
        {
            return new ValidationResult(e.Message);
        }
    }
}
