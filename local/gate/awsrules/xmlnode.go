package awsrules

import "encoding/xml"

// xmlNode is an element of a response, which can be edited.
type xmlNode struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []*xmlNode `xml:",any"`
}

// editXML applies an edit to a response. Elements lose their namespaces, which stay in the attribute of the outermost.
func editXML(body []byte, edit func(*xmlNode)) ([]byte, error) {
	root := &xmlNode{}
	if err := xml.Unmarshal(body, root); err != nil {
		return nil, err
	}
	root.each(func(n *xmlNode) { n.XMLName.Space = "" })
	edit(root)
	edited, err := xml.Marshal(root)
	return append([]byte(xml.Header), edited...), err
}

// each visits a node and all below it.
func (n *xmlNode) each(visit func(*xmlNode)) {
	visit(n)
	for _, below := range n.Nodes {
		below.each(visit)
	}
}

// child is the element of a name right below. It is nil where there is none.
func (n *xmlNode) child(name string) *xmlNode {
	if n == nil {
		return nil
	}
	for _, below := range n.Nodes {
		if below.XMLName.Local == name {
			return below
		}
	}
	return nil
}

// text is the text of the element of a name right below.
func (n *xmlNode) text(name string) string {
	if found := n.child(name); found != nil {
		return found.Text
	}
	return ""
}

// items are the elements of a list right below.
func (n *xmlNode) items(name string) []*xmlNode {
	if list := n.child(name); list != nil {
		return list.Nodes
	}
	return nil
}

// set gives the element of a name right below a text. An empty text removes the element.
func (n *xmlNode) set(name, text string) {
	kept := n.Nodes[:0:0]
	for _, below := range n.Nodes {
		if below.XMLName.Local != name {
			kept = append(kept, below)
		}
	}
	if text != "" {
		kept = append(kept, &xmlNode{XMLName: xml.Name{Local: name}, Text: text})
	}
	n.Nodes = kept
}
