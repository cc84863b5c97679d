using Microsoft.Extensions.Options;
using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

/// <summary>Checks what annotations cannot say.</summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options)
    {
        if (!PriorityRange.TryParse(options.Priorities, out _))
            return ValidateOptionsResult.Fail($"Jobs:Priorities is '{options.Priorities}'; give a priority from 0 to 9, or a range of them such as '5-9'.");
        foreach (var (type, places) in options.Places)
        {
            if (places is < 1 or > 1_000)
                return ValidateOptionsResult.Fail($"Jobs:Places:{type} is {places}; give 1 to 1000.");
        }

        return options.MaxBackoff < options.Backoff
            ? ValidateOptionsResult.Fail($"Jobs:MaxBackoff is {Duration.Format(options.MaxBackoff)}, less than Jobs:Backoff; give at least {Duration.Format(options.Backoff)}.")
            : ValidateOptionsResult.Success;
    }
}

/// <summary>The priorities that a worker takes.</summary>
internal readonly record struct PriorityRange(int Lowest, int Highest)
{
    /// <summary>Reads <c>7</c> or <c>5-9</c>.</summary>
    public static bool TryParse(string? text, out PriorityRange range)
    {
        var parts = text?.Split('-') ?? [];
        range = default;
        if (parts.Length is not (1 or 2) || !TryDigit(parts[0], out var lowest) || !TryDigit(parts[^1], out var highest) || lowest > highest)
            return false;
        range = new PriorityRange(lowest, highest);
        return true;
    }

    private static bool TryDigit(string text, out int digit)
    {
        digit = text.Length == 1 ? text[0] - '0' : -1;
        return digit is >= Job.LowestPriority and <= Job.HighestPriority;
    }
}
