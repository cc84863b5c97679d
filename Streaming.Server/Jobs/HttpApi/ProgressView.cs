using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>The progress that the handler of a job has reported, as JSON.</summary>
/// <param name="Fraction">The completed part of the work, from 0 to 1.</param>
/// <param name="Text">A description of the progress; null without one.</param>
internal sealed record ProgressView(double Fraction, string? Text);
