using System.Text;
using System.Text.Unicode;

namespace Streaming.Server.Core.Messages;

/// <summary>The kind of a message's data: text, or one JSON value.</summary>
public enum DataKind : byte
{
    /// <summary>UTF-8 text.</summary>
    Text = 0,

    /// <summary>One JSON value in UTF-8, on one line.</summary>
    Json = 1,
}
