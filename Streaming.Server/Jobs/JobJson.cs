using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>
/// Arguments and results in JSON. Strict on the way in, so that a misspelt argument is an answer to its sender and not a surprise for a
/// worker.
/// </summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TimestampConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    // Of two properties with one name, the last would count and the first be lost without a word.
    private static readonly JsonSerializerOptions s_body = new(s_options) { AllowDuplicateProperties = false };

    public static T Read<T>(ReadOnlySpan<byte> json) => Read<T>(json, s_options);

    /// <summary>Reads a request's body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="what">What it is, for the refusal.</param>
    /// <param name="shape">What to send instead, for the refusal.</param>
    /// <exception cref="RefusalException">It does not fit, or a string of it is no text; says where.</exception>
    public static T ReadBody<T>(ReadOnlySpan<byte> body, string what, string shape)
    {
        WellFormedJson.Check(body, "The body");
        JsonDepth.Check(body, "The body", JsonDepth.BodyLimit);
        try
        {
            return Read<T>(body, s_body);
        }
        catch (JsonException e)
        {
            throw RefusalException.Invalid($"The body is no {what}: {JsonFault.Explain(e, typeof(T), s_options)} Send {shape}.");
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(json, options) ?? throw new JsonException("The value is null.");

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    /// <summary>Reads arguments and checks them.</summary>
    /// <exception cref="RefusalException">They do not fit.</exception>
    public static T ReadArguments<T>(ReadOnlySpan<byte> json, string type, IServiceProvider services)
    {
        T arguments;
        try
        {
            arguments = Read<T>(json);
        }
        catch (JsonException e)
        {
            throw RefusalException.Invalid(
                $"The arguments do not fit a job of type '{type}': {JsonFault.Explain(e, typeof(T), s_options)}");
        }

        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(
            arguments!, new ValidationContext(arguments!, services, items: null), failures, validateAllProperties: true)
            ? arguments
            : throw RefusalException.Invalid(
                $"The arguments do not fit a job of type '{type}': {string.Join(' ', failures.Select(failure => failure.ErrorMessage))}");
    }
}
