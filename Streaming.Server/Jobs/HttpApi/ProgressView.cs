using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>How far a job is.</summary>
/// <param name="Fraction">0 to 1.</param>
/// <param name="Text">The same in words.</param>
internal sealed record ProgressView(double Fraction, string? Text);
