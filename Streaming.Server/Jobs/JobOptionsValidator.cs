using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs;

/// <summary>
/// Validates those options of jobs that depend on each other or have a syntax: priorities, the slots of job types (how many of their jobs
/// run at the same time), and retry delays.
/// </summary>
internal sealed class JobOptionsValidator : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options)
    {
        if (!PriorityRange.TryParse(options.Priorities, out _))
            return ValidateOptionsResult.Fail(
                $"Jobs:Priorities is '{options.Priorities}'; give a priority from 0 to 9, or a range of them such as '5-9'.");
        foreach (var (type, places) in options.Places)
        {
            if (places is < 1 or > 1_000)
                return ValidateOptionsResult.Fail($"Jobs:Places:{type} is {places}; give 1 to 1000.");
        }

        return options.MaxBackoff < options.Backoff
            ? ValidateOptionsResult.Fail(
                $"Jobs:MaxBackoff is {Duration.Format(options.MaxBackoff)}, less than Jobs:Backoff; give at least " +
                $"{Duration.Format(options.Backoff)}.")
            : ValidateOptionsResult.Success;
    }
}
