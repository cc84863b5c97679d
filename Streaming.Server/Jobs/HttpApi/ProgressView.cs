using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>The progress of a job.</summary>
/// <param name="Fraction">The completed fraction, 0 to 1.</param>
/// <param name="Text">A description of the progress; null without one.</param>
internal sealed record ProgressView(double Fraction, string? Text);
