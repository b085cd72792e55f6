using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>Writes elements that carry no namespace of their own in the namespace of a service.</summary>
internal static class XmlText
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false };

    public static byte[] Write(XElement root, string xmlns)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, Settings))
        {
            Write(writer, root, xmlns);
        }

        return stream.ToArray();
    }

    private static void Write(XmlWriter writer, XElement element, string xmlns)
    {
        var own = element.Name.NamespaceName;
        writer.WriteStartElement(element.Name.LocalName, own.Length > 0 ? own : xmlns);
        foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            writer.WriteAttributeString(PrefixOf(attribute), attribute.Name.LocalName, attribute.Name.NamespaceName, attribute.Value);
        }

        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
            {
                Write(writer, child, xmlns);
            }
            else if (node is XText text)
            {
                writer.WriteString(text.Value);
            }
        }

        writer.WriteEndElement();
    }

    private static string? PrefixOf(XAttribute attribute) =>
        attribute.Name.NamespaceName.Length == 0 ? null : attribute.Parent!.GetPrefixOfNamespace(attribute.Name.Namespace) ?? "xsi";
}
